/** Given and family names that go together, by region; a name is one of the left and one of the right. */
const REGIONS: [given: string[], family: string[]][] = [
  [
    ["Amara", "Chidi", "Folasade", "Kwame", "Nneka", "Tendai", "Wanjiru", "Zodwa"],
    ["Achebe", "Adeyemi", "Boateng", "Mwangi", "Ndlovu", "Okafor"],
  ],
  [
    ["Åsa", "Björn", "Freja", "Jürgen", "Käthe", "Mikkel", "Sören", "Ylva"],
    ["Ångström", "Bergström", "Lindqvist", "Møller", "Schröder", "Weiß"],
  ],
  [
    ["Agnieszka", "Božena", "Dragan", "Jiří", "Katarzyna", "Luka", "Miloš", "Zsófia"],
    ["Dvořák", "Horvat", "Kovács", "Łukaszewicz", "Nováková", "Szymański"],
  ],
  [
    ["Camila", "Diego", "Íñigo", "João", "Lucía", "Mateus", "Núria", "Ximena"],
    ["Almeida", "Castro Peña", "Fernández", "Gonçalves", "Ibáñez", "Quiroga"],
  ],
  [
    ["Aylin", "Emre", "Layla", "Nasrin", "Omar", "Parisa", "Selim", "Youssef"],
    ["Çelik", "El-Masri", "Haddad", "Karimi", "Öztürk", "Rahimi"],
  ],
  [
    ["Aditi", "Arjun", "Fatima", "Imran", "Kavya", "Lakshmi", "Rohan", "Tharindu"],
    ["Banerjee", "Fernando", "Iyer", "Khan", "Patel", "Subramanian"],
  ],
  [
    ["Akira", "Hye-jin", "Lan", "Mei", "Minh", "Sakura", "Wei", "Yuki"],
    ["Chen", "Kim", "Nguyễn", "Satō", "Takahashi", "Zhang"],
  ],
  [
    ["Aoife", "Callum", "Eleanor", "Hamish", "Imogen", "Niamh", "Rhys", "Siân"],
    ["Campbell", "Fitzgerald", "O’Brien", "Pritchard", "Whitlock", "Yarwood"],
  ],
  [
    ["Anaïs", "Benoît", "Chloé", "Giulia", "Lorenzo", "Océane", "Rémi", "Zoë"],
    ["Benedetti", "D’Angelo", "Lefèvre", "Moreau", "Rossi", "van den Berg"],
  ],
  [
    ["Aroha", "Beatriz", "Kaiā", "Leilani", "Manaia", "Noelani", "Sione", "Tāne"],
    ["Faleolo", "Kahale", "Māhoe", "Ngata", "Parata", "Tuilagi"],
  ],
];

/** How many different names there are. */
export const NAMES = REGIONS.reduce((sum, [given, family]) => sum + given.length * family.length, 0);

function pick<Item>(items: readonly Item[], position: number): Item {
  const item = items[position % items.length];
  if (item === undefined) throw new Error("There is nothing to pick from.");
  return item;
}

/** The n-th name, always the same for the same n; the first NAMES of them all differ. */
export function nameAt(position: number): { given: string; family: string } {
  const [given, family] = pick(REGIONS, position);
  const within = Math.floor(position / REGIONS.length);
  // Every second turn of the left moves the right by one, so that all pairs are met before any comes back.
  return {
    given: pick(given, within),
    family: pick(family, within + Math.floor(within / lcm(given.length, family.length))),
  };
}

function lcm(left: number, right: number): number {
  for (let multiple = left; ; multiple += left) if (multiple % right === 0) return multiple;
}

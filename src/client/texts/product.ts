export const productTexts = {
  name: "Gatehouse",
  description: "The type-safe account backend that a Next.js team starts from and keeps.",
};

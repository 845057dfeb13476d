/** A field that offers rows of another list. */
export const choiceTexts = { searching: "Searching…", none: "Nothing is found." };

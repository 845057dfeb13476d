/** How the product calls itself in mails, and a word that no password may contain. */
export const PRODUCT_NAME = "Gatehouse";

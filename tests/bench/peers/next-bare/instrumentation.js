// Turbopack would look for one further up, and find the product's.
export function register() {}

// Turbopack would look for one further up, and find the product's. This one is never called.
export function proxy() {}

export const config = { matcher: "/never" };

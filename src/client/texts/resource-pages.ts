type ResourcePage = { path: `/admin/${string}`; label: string };

/** The administration pages of the resources that `npm run new` makes, as the navigation shows them. */
export const resourcePages: readonly ResourcePage[] = [];

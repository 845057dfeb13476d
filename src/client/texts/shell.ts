/** What is round every page. */
export const shellTexts = {
  skip: "To the content",
  mainNavigation: "Main",
  apiDocs: "API docs",
  signIn: "Sign in",
  signUp: "Sign up",
  account: "Your account",
  openMenu: "Open the navigation",
  closeMenu: "Close the navigation",
  signOut: "Sign out",
  userMenu: (name: string): string => `Menu of ${name}`,
  colourScheme: "Colour scheme",
  colourSchemes: { light: "Light", dark: "Dark", auto: "As the device" },
  /** On the button that goes through them. */
  colourSchemeIs: (scheme: string): string => `Colour scheme: ${scheme}. Change`,
  sections: { account: "Account", admin: "Administration" },
  pages: {
    profile: "Profile",
    security: "Security",
    sessions: "Sessions",
    apiKeys: "API keys",
    activity: "Activity",
    users: "Users",
    audit: "Audit log",
    system: "System",
  },
};

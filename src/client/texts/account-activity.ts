/** What was done to one's own account. */
export const activityTexts = {
  title: "Activity",
  intro: "What was done to your account, newest first.",
  empty: "Nothing yet.",
  impersonation: "an administrator",
  from: (ip: string): string => `from ${ip}`,
  byApiKey: "with an API key",
  bySystem: "by the service",
};

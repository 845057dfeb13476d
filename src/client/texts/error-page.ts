export const errorPageTexts = {
  broken: {
    title: "Something went wrong on our side",
    text: "It has been noted. With the request ID below we find it in the logs.",
    again: "Try again",
    home: "To the start page",
  },
  notFound: {
    title: "There is nothing here",
    text: "The address is mistyped, or what it led to is gone, or it is not for you.",
    home: "To the start page",
  },
};

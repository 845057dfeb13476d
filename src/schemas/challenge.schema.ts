import "./messages.schema";
import { z } from "zod";

/** What finishes something that takes two steps. */
export const challengeTokenSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, "Is not the token of an attempt.")
  .meta({
    description: "The `token` of the step before. It is good for ten minutes, and once.",
    examples: ["mB7nQ2xVtY9cLr4WfK1zHsJ6dGpA0eUiOo3TbN8vXyM"],
  });

import { z } from "zod";
import { confirmTotpSchema, secondFactorSchema } from "@/schemas/factor.schema";

const withoutBlanks = (text: string) => text.replace(/\s/g, "");

/** Apps show the code in two halves, and people type it as they see it. */
export const typedCodeSchema = z.strictObject({
  code: z.string().overwrite(withoutBlanks).pipe(confirmTotpSchema.shape.code),
});
export const recoveryCodeSchema = z.strictObject({ recoveryCode: secondFactorSchema.shape.recoveryCode.unwrap() });

import { describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { findLink, issueLinkToken, redeemLink } from "@/services/link-token.service";
import { makeUser } from "./helpers/world";

describe("findLink and redeemLink", () => {
  it("refuse a link that is used, and one whose account is gone", async () => {
    const user = await makeUser();
    const found = await findLink(
      await issueLinkToken(prisma, user.id, "confirmEmail", "moved@example.org"),
      "CHANGE_EMAIL",
    );
    expect(found).toMatchObject({ userId: user.id, email: "moved@example.org" });
    await redeemLink(prisma, found);
    await expect(redeemLink(prisma, found)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(findLink(found.token, "CHANGE_EMAIL")).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await prisma.user.deleteMany();
    await expect(redeemLink(prisma, found)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });
});

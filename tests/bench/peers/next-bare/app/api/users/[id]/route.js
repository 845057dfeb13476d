import { findUser } from "../../../../../database";
import { byIdInput } from "../../../../../schemas";

export async function GET(_request, { params }) {
  const input = byIdInput.safeParse(await params);
  if (!input.success) return Response.json({ error: "not valid" }, { status: 400 });
  const user = await findUser(input.data.id);
  return user ? Response.json(user) : Response.json({ error: "not found" }, { status: 404 });
}

import { createUser, listUsers } from "../../../../database";
import { createInput } from "../../../../schemas";

export const dynamic = "force-dynamic";

export async function GET() {
  return Response.json(await listUsers());
}

export async function POST(request) {
  const input = createInput.safeParse(await request.json());
  if (!input.success) return Response.json({ error: "not valid" }, { status: 400 });
  return Response.json(await createUser(input.data), { status: 201 });
}

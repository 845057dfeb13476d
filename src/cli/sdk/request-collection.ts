import { z } from "zod";
import { openApiJson } from "@/server/rest/openapi";

const operationSchema = z.object({
  operationId: z.string(),
  summary: z.string(),
  security: z.array(z.record(z.string(), z.unknown())),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional() })),
  requestBody: z.object({ content: z.record(z.string(), z.object({ example: z.unknown() })) }).optional(),
});
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });

type Operation = z.infer<typeof operationSchema>;

function target(path: string, { parameters }: Operation): string {
  const asked = parameters.filter(({ in: place, required }) => place === "query" && required);
  const query = asked.map(({ name }) => `${name}={{${name}}}`).join("&");
  return path.replace(/\{(\w+)\}/g, "{{$1}}") + (query === "" ? "" : `?${query}`);
}

function request(path: string, method: string, operation: Operation): string {
  const { operationId, summary, security, requestBody } = operation;
  const body = requestBody?.content["application/json"]?.example;
  const lines = [
    `### ${summary}`,
    `# @name ${operationId.replace(".", "_")}`,
    `${method.toUpperCase()} {{baseUrl}}${target(path, operation)}`,
    ...(security.some((way) => "apiKey" in way) ? ["Authorization: Bearer {{apiKey}}"] : []),
    ...(method === "get" ? [] : ["Idempotency-Key: {{$guid}}"]),
    ...(body === undefined ? [] : ["Content-Type: application/json", "", JSON.stringify(body, null, 2)]),
  ];
  return lines.join("\n");
}

/** Every operation as a request of the HTTP file format that editors run. */
export function requestCollection(): string {
  const { paths } = documentSchema.parse(JSON.parse(openApiJson()));
  const requests = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => request(path, method, operation)),
  );
  const variables = ["@baseUrl = http://localhost:3000", "@apiKey = paste a key here", "@id = paste an ID here"];
  return `${[variables.join("\n"), ...requests].join("\n\n")}\n`;
}

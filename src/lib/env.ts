import { type Env, loadEnv } from "./env-schema";

/** The checked configuration of this process. The only reader of `process.env`. */
export const env: Env = loadEnv(process.env);

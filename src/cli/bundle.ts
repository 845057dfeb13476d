import { exitWith } from "@/front/exit-with";
import { bundleServer } from "./bundle-server";

bundleServer(process.cwd()).catch(exitWith);

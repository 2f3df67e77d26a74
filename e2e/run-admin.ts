import type { App } from "./app";
import { runTool } from "./run-tool";

/** Runs a command of `npm run admin`. Returns what it prints. */
export const runAdmin = (app: App, ...args: string[]): Promise<string> => runTool(app, "lib/admin/cli.ts", ...args);

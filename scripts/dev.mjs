// npm run dev: runs the app from its sources. Next reloads pages itself; a change to a file that server.ts loads
// restarts the app.
import "./check-node-version.mjs";
import { existsSync } from "node:fs";
import { end } from "./check-node-version.mjs";
import { enter, node } from "./launch.mjs";

if (process.argv.includes("--watched")) await enter("server.ts");
else await watch();

/** Runs this script again under tsx, which restarts it on changes. */
async function watch() {
	const tsx = "node_modules/tsx/dist/cli.mjs";
	if (!existsSync(tsx)) end("The packages for development are missing: run npm install with NODE_ENV unset.");
	const env = { NODE_ENV: "development", NEXT_TELEMETRY_DISABLED: "1" };
	const script = ["scripts/dev.mjs", "--watched"];
	process.exitCode = (await node([tsx, "watch", "--clear-screen=false", ...script], env)) ? 0 : 1;
}

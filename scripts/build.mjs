// npm run build: the pages by Next, and what runs outside Next by esbuild.
import "./check-node-version.mjs";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { alone } from "./build-lock.mjs";
import { bundle } from "./bundle.mjs";
import { end } from "./check-node-version.mjs";
import { node } from "./launch.mjs";
import { hashInputs, isFresh, markFresh, nextFolder, outputOf, PROGRAMS } from "./products.mjs";

const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
const pages = join(nextFolder, "BUILD_ID");
const nextBuild = () => node(["node_modules/next/dist/bin/next", "build"], env);

await alone(nextFolder, async () => {
	const hash = hashInputs();
	const onlyIfStale = process.argv.includes("--if-stale");
	if (!onlyIfStale || !isFresh(pages, hash)) {
		// A build that fails can leave a cache behind that fails every later one, so the one retry begins from nothing.
		if (!(await nextBuild())) {
			process.stdout.write("The build failed; trying once more from a clean folder.\n");
			rmSync(nextFolder, { recursive: true, force: true });
			if (!(await nextBuild())) end("The build failed.");
		}
		markFresh(pages, hash);
	}
	if (!onlyIfStale || ![outputOf("main"), outputOf("server")].every((output) => isFresh(output, hash)))
		await bundle(PROGRAMS);
});

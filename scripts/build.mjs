// npm run build: builds the pages with Next, and everything outside Next with esbuild.
import "./check-node-version.mjs";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { alone } from "./build-lock.mjs";
import { bundle } from "./bundle.mjs";
import { end } from "./check-node-version.mjs";
import { compressStaticFiles } from "./compress-static-files.mjs";
import { node } from "./launch.mjs";
import { hashInputs, isFresh, markFresh, nextFolder, outputOf, PROGRAMS } from "./products.mjs";

const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
const pages = join(nextFolder, "BUILD_ID");
const nextBuild = () => node(["node_modules/next/dist/bin/next", "build"], env);

await alone(nextFolder, async () => {
	const hash = hashInputs();
	const onlyIfStale = process.argv.includes("--if-stale");
	if (!onlyIfStale || !isFresh(pages, hash)) {
		// A failed build can leave a cache that makes later builds fail, so the single retry starts from an empty folder.
		if (!(await nextBuild())) {
			process.stdout.write("The build failed; trying once more from a clean folder.\n");
			rmSync(nextFolder, { recursive: true, force: true });
			if (!(await nextBuild())) end("The build failed.");
		}
		await compressStaticFiles(join(nextFolder, "static"));
		markFresh(pages, hash);
	}
	if (!onlyIfStale || ![outputOf("main"), outputOf("server")].every((output) => isFresh(output, hash)))
		await bundle(PROGRAMS);
});

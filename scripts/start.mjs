// npm start: rebuilds if the build's inputs have changed, then runs the app in this process.
import "./check-node-version.mjs";
import { join } from "node:path";
import { enter, node } from "./launch.mjs";
import { hashInputs, isFresh, nextFolder, outputOf } from "./products.mjs";

Object.assign(process.env, { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" });

const hash = hashInputs();
const products = [join(nextFolder, "BUILD_ID"), outputOf("main"), outputOf("server")];
if (!products.every((product) => isFresh(product, hash))) {
	process.stdout.write("Building Hearth; this happens once after an install or a change.\n");
	if (!(await node(["scripts/build.mjs", "--if-stale"]))) process.exit(1);
}
await enter(outputOf("main"));

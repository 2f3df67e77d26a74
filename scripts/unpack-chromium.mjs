// node scripts/unpack-chromium.mjs <folder>: unpacks the Chromium of @sparticuz/chromium with its libraries and font.
// The package itself unpacks into the temporary folder, and unpacks the libraries only when it detects AWS Lambda.
import "./check-node-version.mjs";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { end } from "./check-node-version.mjs";

const [given] = process.argv.slice(2);
if (!given) end("Name the folder to unpack Chromium into.");
const folder = resolve(given);

const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
	<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
	<dir>/usr/share/fonts</dir>
	<dir prefix="relative">fonts</dir>
	<cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

mkdirSync(dirname(folder), { recursive: true });
const draft = mkdtempSync(join(dirname(folder), `${basename(folder)}-`));
try {
	process.env.TMPDIR = draft;
	process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs20.x";
	const { default: packaged } = await import("@sparticuz/chromium");
	await packaged.executablePath();
	writeFileSync(join(draft, "fonts.conf"), fonts);
	renameSync(draft, folder);
} catch (error) {
	// Another process unpacked at the same time and finished first.
	if (!(error instanceof Error && "code" in error && error.code === "ENOTEMPTY")) throw error;
} finally {
	rmSync(draft, { recursive: true, force: true });
}

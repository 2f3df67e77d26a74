import assert from "node:assert/strict";
import { test } from "node:test";
import next from "next/package.json";
import { renderTemplate, templateOf } from "./capture";
import { joinPushes, titlesOf } from "./rsc-payload";
import { shellTitle } from "./shared-page";

const serialized = (piece: string) =>
	`<script nonce="n">self.__next_f.push([1,${JSON.stringify(piece).replaceAll("<", "\\u003c")}])</script>`;
const page = (body: string) => ({ foundViewer: false, status: 200, headers: [], body });

/** All data that React would receive. */
function received(body: string): string {
	const pieces = [...body.matchAll(/push\(\[1,("(?:[^"\\]|\\.)*")\]\)/g)].map(([, json = '""']) => JSON.parse(json));
	return pieces.join("");
}

test("an error page, one that sets a cookie, or one that found a viewer is never shared", () => {
	assert.equal(templateOf({ ...page("x"), status: 404 }, ["a"]), null);
	assert.equal(templateOf({ ...page("x"), headers: [["set-cookie", "a=b"]] }, ["a"]), null);
	assert.equal(templateOf({ ...page("x"), foundViewer: true }, ["a"]), null);
});

test("a placeholder that was cut in two is replaced, and everything else stays unchanged", () => {
	const text = '1:"<b>\u2028 & </script> 한글 \\n"\n2:["servers","900719925","x"]';
	for (let at = 1; at < text.length; at++) {
		const body = joinPushes(`<p>900719925</p>${serialized(text.slice(0, at))}<hr>${serialized(text.slice(at))}`);
		const form = templateOf(page(body), ["900719925"]);
		assert.ok(form);
		const own = renderTemplate(form, ["7"]).body.toString();
		assert.ok(own.startsWith("<p>7</p>") && own.endsWith("<hr>"));
		assert.equal(received(own), text.replace("900719925", "7"), `cut at ${at}`);
		assert.equal(own.match(/<\/script>/g)?.length, 1);
	}
});

/** The HTML in which the installed Next serializes these chunks of a page's payload. */
async function writtenByNext(chunks: string[]): Promise<string> {
	const { createInlinedDataReadableStream } = await import("next/dist/server/app-render/use-flight-response.js");
	const payload = new ReadableStream<Uint8Array>({
		start(controller) {
			for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
			controller.close();
		},
	});
	return new Response(createInlinedDataReadableStream(payload, "n", null)).text();
}

test("the installed Next writes the payload in the form that rsc-payload.ts reads", async () => {
	const changed = `Next ${next.version} writes the RSC payload of a page in a new form. Adapt lib/page-cache/rsc-payload.ts to it: until then members who open a channel at the same time get a broken page.`;
	const chunks = ['1:"<b>&\u2028 한글"\n2:["servers","9007', '199254740881"]\n', `3:"${shellTitle}"\n`];
	const html = await writtenByNext(chunks).catch((error) => assert.fail(`${changed} (${error.message})`));
	const whole = joinPushes(html);
	assert.ok(whole.includes(`"${shellTitle}`.replace('"', '\\"')), changed);
	assert.ok(whole.includes("9007199254740881"), changed);
	assert.equal(whole.match(/push\(\[1,/g)?.length, 1, changed);
	assert.equal(received(whole), chunks.join(""), changed);
});

test("a title appears only as a title, wherever it is", () => {
	const title = "#a, \"<script>alert('1')</script>\" & \\ \u2028";
	const [html = "", flight = ""] = titlesOf(title);
	assert.doesNotMatch(html.slice("<title>".length) + flight, /[<>]/);
	assert.equal(received(`push([1,"\\"${flight}\\""])`), JSON.stringify(title));
});

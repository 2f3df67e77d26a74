import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test as base, expect } from "@playwright/test";
import sharp from "sharp";
import { seriousViolations } from "./accessible";
import { App } from "./app";
import { Users } from "./users";

/** Another site, and an app that may fetch it, because a setting allows the private network. */
const test = base.extend<{ people: Users }, { stage: { app: App; site: string; asked: string[] } }>({
	stage: [
		// biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from its parameter, and this fixture has none.
		async ({}, use) => {
			const asked: string[] = [];
			const server = await opened(asked);
			const site = `http://localhost:${(server.address() as AddressInfo).port}`;
			const app = await App.start({
				RATE_LIMITS: "off",
				LINK_PREVIEWS: "on",
				PREVIEW_ALLOW_HOSTS: new URL(site).host,
			});
			await use({ app, site, asked });
			const { sent } = app;
			await app.stop();
			server.closeAllConnections();
			server.close();
			expect(sent).not.toContain("a bug");
		},
		{ scope: "worker", timeout: 90_000 },
	],
	people: async ({ stage, browser }, use) => {
		const people = new Users(stage.app, browser);
		await use(people);
		await people.closeAll();
	},
});

async function opened(asked: string[]): Promise<Server> {
	const picture = await sharp({ create: { width: 800, height: 600, channels: 3, background: "#2f6b57" } })
		.jpeg()
		.toBuffer();
	const answer: RequestListener = ({ url = "" }, response) => {
		asked.push(url);
		if (url.endsWith(".jpg")) response.writeHead(200, { "content-type": "image/jpeg" }).end(picture);
		else if (url === "/to-inside") response.writeHead(302, { location: "http://169.254.169.254/latest" }).end();
		else if (url === "/gone") response.writeHead(404).end();
		else
			response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(
				`<head><title>Why summits drift</title><meta property="og:site_name" content="Relief Notes">
				<meta property="og:description" content="Bilinear resampling shaves every peak. <b>A field guide</b> to putting it back.">
				<meta property="og:image" content="/peak.jpg"></head>`,
			);
	};
	const server = createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return server;
}

test("previews show only readable pages, stay in their channel, and can be removed by the author", async ({
	people,
	stage,
}) => {
	const { site, asked } = stage;
	const { ada, bob } = await people.serverWith(["ada", "bob"]);
	const eve = await people.signedIn("eve");
	await ada.openChannel("general");
	await bob.openChannel("general");

	// The server does not request an address that only the server can reach.
	const { port } = new URL(site);
	await ada.send(`http://127.0.0.1:${port}/inside http://2130706433:${port}/inside ${site}/to-inside ${site}/gone`);
	await ada.send(`\`${site}/code\` ||${site}/hidden|| <${site}/quiet>`);
	await bob.sees(/quiet/);
	await ada.send(`This one: ${site}/summits`);
	const card = bob.message(/This one/).getByRole("figure", { name: "Preview of Relief Notes" });
	await expect(card).toBeVisible();
	await expect(bob.page.getByRole("figure")).toHaveCount(1);
	expect(asked.filter((path) => /inside$/.test(path))).toEqual(["/to-inside"]);
	for (const path of ["/code", "/hidden", "/quiet"]) expect(asked).not.toContain(path);

	const title = card.getByRole("link", { name: "Why summits drift" });
	await expect(title).toHaveAttribute("href", `${site}/summits`);
	await expect(title).toHaveAttribute("rel", "noopener noreferrer nofollow ugc");
	await expect(card).toContainText("<b>A field guide</b> to putting it back.");
	// The server delivers the picture; the ConsoleGuard of each user checks that no browser contacts another site.
	const picture = card.locator("img");
	await expect(picture).toHaveAttribute("src", /^\/api\/channels\/\d+\/messages\/3\/embeds\/1\/picture$/);
	await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(448);
	const source = await picture.getAttribute("src");
	expect((await eve.context.request.get(source ?? "")).status()).toBe(403);
	expect((await bob.context.request.get(source ?? "")).headers()["content-type"]).toBe("image/webp");

	for (const colorScheme of ["dark", "light"] as const) {
		await bob.page.emulateMedia({ colorScheme });
		expect(await seriousViolations(bob.page, { within: "main" })).toEqual([]);
	}
	await bob.page.setViewportSize({ width: 390, height: 780 });
	await expect(card).toBeVisible();
	expect(await bob.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
	await bob.page.setViewportSize({ width: 1280, height: 800 });

	// Only ada can remove her preview, for everyone and permanently.
	await expect(card.getByRole("button", { name: "Remove preview" })).toHaveCount(0);
	const hers = ada.message(/This one/);
	await hers.hover();
	await hers.getByRole("button", { name: "Remove preview" }).click();
	await expect(card).toHaveCount(0);
	expect((await bob.context.request.get(source ?? "")).status()).toBe(404);
	await ada.openChannel("general");
	await ada.sees(/This one/);
	await expect(ada.page.getByRole("figure")).toHaveCount(0);

	// A link to a picture shows the picture, and an edit brings the preview of the new link.
	await bob.send(`${site}/map.jpg`);
	const shown = ada.message(/map\.jpg/).getByRole("img", { name: "Picture from localhost" });
	await expect(shown).toBeVisible();
	await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(448);
	// The preview arrives after the text, and a user at the end of the channel stays there.
	await expect(shown).toBeInViewport({ ratio: 1 });
	await expect(ada.button("Back to latest")).toHaveCount(0);
	await bob.api.call("PATCH", `/api/channels/${bob.placeOf().channel("general")}/messages/4`, {
		content: `No, this: ${site}/other`,
	});
	await expect(ada.message(/No, this/).getByRole("link", { name: "Why summits drift" })).toBeVisible();
	await expect(shown).toHaveCount(0);
});

test("amounts of money and invalid formulas stay plain text, and valid formulas are rendered", async ({ people }) => {
	const { ada, bob } = await people.serverWith(["ada", "bob"]);
	const general = ada.placeOf().channel("general");
	await bob.openChannel("general");
	const fetched: string[] = [];
	bob.page.on("request", (request) => fetched.push(request.url()));
	await ada.api.sends(general, "Flour for $5 and butter for $6");
	await bob.sees(/Flour/);
	await expect(bob.page.locator(".katex")).toHaveCount(0);
	// A user who sees no formula does not load the formula renderer.
	expect(fetched.filter((url) => /KaTeX/.test(url))).toEqual([]);

	await ada.api.sends(
		general,
		"Broken: $\\frac{a$, endless: $\\def\\a{\\a\\a}\\a$ and $\\href{javascript:alert(1)}{x}$",
	);
	const broken = bob.message(/Broken/);
	await expect(broken.getByText("$\\frac{a$", { exact: true })).toBeVisible();
	await expect(broken.getByText("$\\def\\a{\\a\\a}\\a$", { exact: true })).toBeVisible();
	await expect(broken.getByText("$\\href{javascript:alert(1)}{x}$", { exact: true })).toBeVisible();
	await expect(broken.locator("a, .katex")).toHaveCount(0);

	await ada.api.sends(general, "Euler: $e^{i\\pi}+1=0$ and\n$$\n\\int_0^1 x^2\\,dx = \\frac{1}{3}\n$$");
	const row = bob.message(/Euler/);
	await expect(row.locator(".katex")).toHaveCount(2);
	await expect(row.locator(".katex-display")).toBeVisible();
	await expect(row.locator("math").first()).toBeAttached();
	// The fonts are served by the app too.
	expect(await bob.page.evaluate(() => document.fonts.ready.then(() => document.fonts.check("16px KaTeX_Math")))).toBe(
		true,
	);
	expect(fetched.some((url) => /KaTeX.*woff2/.test(url))).toBe(true);

	// A formula that tries to draw over its neighbours cannot.
	await ada.api.sends(general, "Over: $\\smash{\\raisebox{6em}{\\rule{10em}{9em}}}$");
	const over = bob.message(/Over/);
	await expect(over.locator(".katex")).toHaveCount(1);
	await expect(over.locator("div", { has: bob.page.locator(".katex") }).last()).toHaveCSS("clip-path", /inset/);
	expect(await seriousViolations(bob.page, { within: "main" })).toEqual([]);
});

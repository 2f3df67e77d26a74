import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { TestServer } from "@/test/support/test-server";
import type { ExplorePageData } from "./explore-page-data";
import type { HomePageData } from "./home-page-data";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
});
after(() => world.close());

test("the data of Home has other users' public servers and the caller's invitations, and needs a session", async () => {
	assertRefused(await world.guest().get("/api/home"), 401, "unauthenticated");
	await ada.createServer("Contour");
	const { serverId } = await ada.createServer("Cellar", { visibility: "private" });
	await ada.put(`/api/servers/${serverId}/members/${"bob"}`);
	const home = (await bob.get("/api/home")).body as unknown as HomePageData;
	assert.deepEqual(
		home.popular.map(({ name }) => name),
		["Contour"],
	);
	assert.equal(home.publicCount, 1);
	assert.deepEqual(
		home.invited?.invitations.map(({ server }) => server.name),
		["Cellar"],
	);
	assert.deepEqual(((await ada.get("/api/home")).body as unknown as HomePageData).popular, []);
});

test("the data of Explore is that of its page: by category, search and sort, or an overview of many servers", async () => {
	assertRefused(await world.guest().get("/api/explore"), 401, "unauthenticated");
	assertRefused(await bob.get("/api/explore?category=nonsense"), 404, "not_found");
	assertRefused(await bob.get("/api/explore?sort=oldest"), 400, "invalid_request", "sort");
	const read = async (query: string) => (await bob.get(`/api/explore${query}`)).body as unknown as ExplorePageData;
	const few = await read("");
	assert.equal(few.overview, null);
	for (let n = 0; n < 9; n++) await ada.createServer(`Club ${n}`);
	const many = await read("");
	assert.equal(many.overview?.popular.length, 6);
	assert.equal(many.overview?.newest[0]?.name, "Club 8");
	const found = await read("?q=club+8&sort=name");
	assert.equal(found.sort, "name");
	assert.deepEqual(found.overview === null && found.results.servers.map(({ name }) => name), ["Club 8"]);
	const [category] = many.categories.filter(({ serverCount }) => serverCount > 0);
	assert.equal((await read(`?category=${category?.slug}`)).category?.slug, category?.slug);
});

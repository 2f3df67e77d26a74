import { type Figure, number } from "./metrics";

type Point = { at: string; values: number[] };
type Series = { name: string; colour: string };
type Panel = { title: string; x: string; series: Series[]; points: Point[]; left: number };

const [width, height] = [960, 380];
const [panelWidth, top, bottom] = [400, 76, 318];
const ember = "#d9622b";
const greys = ["#8d8984", "#5f86b5"];

/**
 * Draws two plots side by side as SVG, readable on light and dark, on logarithmic scales because the values differ
 * widely.
 */
export function plotOf(figures: Figure[]): string {
	const values = (name: RegExp) => figures.filter((figure) => name.test(figure.name)).map((figure) => figure.values);
	const fanOut: Panel = {
		...{ title: "Deliveries a second", x: "receivers in one channel", left: 80 },
		series: [
			{ name: "Hearth, stored", colour: ember },
			{ name: "bare Socket.IO", colour: greys[0] ?? "" },
			{ name: "bare ws", colour: greys[1] ?? "" },
		],
		points: values(/^fan-out/).map(({ listeners, perSecond, bareSocketIo, bareWs }) => ({
			at: number(Number(listeners)),
			values: [perSecond, bareSocketIo, bareWs].map(Number),
		})),
	};
	const hot: Panel = {
		...{
			title: "Stored messages a second",
			x: "senders in one channel, one message in flight each",
			left: 540,
		},
		series: [
			{ name: "Hearth", colour: ember },
			{ name: "single-row commits over 1", colour: greys[0] ?? "" },
			{ name: "over 16 connections", colour: greys[1] ?? "" },
		],
		points: values(/^one hot channel/)
			.filter(({ depth }) => depth === 1)
			.map(({ senders, perSecond, commitsOver1, commitsOver16 }) => ({
				at: String(senders),
				values: [perSecond, commitsOver1, commitsOver16].map(Number),
			})),
	};
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="${fanOut.title}, and ${hot.title}">
<style>text{fill:#54504d}.line{stroke:#c9c5c1}@media(prefers-color-scheme:dark){text{fill:#bdb8b3}.line{stroke:#45423f}}</style>
${panelOf(fanOut)}
${panelOf(hot)}
</svg>
`;
}

function panelOf({ title, x, series, points, left }: Panel): string {
	const all = points.flatMap(({ values }) => values).filter((value) => value > 0);
	const low = Math.floor(Math.log10(Math.min(...all, 1e9)));
	const high = Math.ceil(Math.log10(Math.max(...all, 1)));
	const yOf = (value: number) => bottom - ((Math.log10(value) - low) / Math.max(1, high - low)) * (bottom - top);
	const xOf = (n: number) => left + ((n + 0.5) / Math.max(1, points.length)) * panelWidth;
	const lines = Array.from({ length: high - low + 1 }, (_, n) => 10 ** (low + n)).map(
		(value) =>
			`<line class="line" x1="${left}" x2="${left + panelWidth}" y1="${yOf(value)}" y2="${yOf(value)}"/><text x="${left - 8}" y="${yOf(value) + 4}" text-anchor="end">${value.toLocaleString("en")}</text>`,
	);
	let at = left + 4;
	const names = series.map(({ name, colour }) => {
		const marker = `<circle cx="${at}" cy="52" r="4" fill="${colour}"/><text x="${at + 9}" y="56">${name}</text>`;
		at += 28 + name.length * 6.6;
		return marker;
	});
	const curves = series.map(({ colour }, index) => {
		const dots = points.map(({ values }, n) => [xOf(n), yOf(values[index] ?? 1)] as const);
		return `<polyline fill="none" stroke="${colour}" stroke-width="2.5" points="${dots.map((dot) => dot.map((value) => value.toFixed(1)).join(",")).join(" ")}"/>${dots.map(([cx, cy]) => `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="3.5" fill="${colour}"/>`).join("")}`;
	});
	const ticks = points.map(({ at }, n) => `<text x="${xOf(n)}" y="${bottom + 20}" text-anchor="middle">${at}</text>`);
	return [
		`<text x="${left}" y="28" font-size="15" font-weight="600">${title}</text>`,
		...names,
		...lines,
		...curves,
		...ticks,
		`<text x="${left + panelWidth / 2}" y="${bottom + 44}" text-anchor="middle">${x}</text>`,
	].join("\n");
}

import type { ReactNode } from "react";
import type { Palette } from "@/app/_ui/generated-avatar";

export type Box = { width: number; height: number };

/** Fills the box. The drawing depends on the numbers alone, and stays within a few kilobytes. */
export type Pattern = (random: () => number, palette: Palette, box: Box) => ReactNode;

const round = (value: number) => Math.round(value * 10) / 10;
const count = (length: number) => Array.from({ length: Math.ceil(length) }, (_, index) => index);

type Point = [x: number, y: number];

/** A smooth line through points, by quadratic curves between their midpoints. */
function smooth(points: Point[]): string {
	const at = ([x, y]: Point) => `${round(x)} ${round(y)}`;
	const [first, ...rest] = points;
	if (!first) return "";
	return rest.reduce(
		(path, point, index) => {
			const next = rest[index + 1];
			if (!next) return `${path}L${at(point)}`;
			return `${path}Q${at(point)} ${at([(point[0] + next[0]) / 2, (point[1] + next[1]) / 2])}`;
		},
		`M${at(first)}`,
	);
}

/** An irregular closed line around a centre. */
function blob([cx, cy]: Point, radius: number, phase: number): string {
	const points = count(13).map((step): Point => {
		const angle = (step / 12) * Math.PI * 2;
		const reach = radius * (1 + 0.16 * Math.sin(angle * 2 + phase) + 0.09 * Math.sin(angle * 3 - phase * 2));
		return [cx + reach * 1.5 * Math.cos(angle), cy + reach * Math.sin(angle)];
	});
	return `${smooth([...points, ...points.slice(1, 3)])}`;
}

/** Contour lines of an imaginary land, with a summit or two; every fourth line is bold. */
export const contours: Pattern = (random, { light, accent, deep, tile }, { width, height }) => {
	const [a, b, c] = [random() * 6, random() * 6, random() * 6];
	const slope = (x: number, level: number) =>
		level * 13 +
		24 * Math.sin(x / 95 + a + level * 0.16) +
		13 * Math.sin(x / 41 + b - level * 0.21) +
		6 * Math.sin(x / 19 + c + level * 0.3);
	const line = (level: number) =>
		smooth(count(width / 16 + 2).map((step): Point => [step * 16 - 8, slope(step * 16 - 8, level) - 40]));
	const stroke = (level: number) =>
		level % 4 === 1
			? { stroke: accent, strokeWidth: 1.5, strokeOpacity: 0.95 }
			: { stroke: light, strokeWidth: 0.9, strokeOpacity: 0.45 };
	const summits = count(Math.max(1, width / 520)).map((index): Point => {
		const x = ((index + 0.25 + random() * 0.5) * width) / Math.max(1, Math.ceil(width / 520));
		return [x, height * (0.25 + random() * 0.5)];
	});
	return (
		<>
			{count((height + 110) / 13).map((level) => (
				<path key={level} d={line(level)} fill="none" {...stroke(level)} />
			))}
			{summits.flatMap((centre) =>
				[34, 26, 18.5, 11.5, 5].map((radius, level) => (
					<path
						key={`${centre[0]} ${radius}`}
						d={blob(centre, radius, a + level * 0.22)}
						fill={level === 0 ? tile : deep}
						fillOpacity={level === 0 ? 1 : 0.16}
						{...stroke(level)}
					/>
				)),
			)}
		</>
	);
};

/** Hexagonal tiles of a game map. */
export const hexes: Pattern = (random, { deep, mid, light, accent }, { width, height }) => {
	const radius = 21;
	const across = radius * Math.sqrt(3);
	const hexagon = (cx: number, cy: number) =>
		`M${Array.from({ length: 6 }, (_, corner) => {
			const angle = (Math.PI / 3) * corner + Math.PI / 6;
			return `${round(cx + radius * Math.cos(angle))} ${round(cy + radius * Math.sin(angle))}`;
		}).join("L")}Z`;
	const fills: Record<string, string> = { mid: "", light: "", accent: "", none: "" };
	for (let row = 0; row < height / (radius * 1.5) + 1; row++) {
		for (let column = 0; column < width / across + 1; column++) {
			const lot = random();
			const kind = lot < 0.4 ? "mid" : lot < 0.6 ? "light" : lot < 0.67 ? "accent" : "none";
			fills[kind] += hexagon(column * across + (row % 2 ? across / 2 : 0), row * radius * 1.5 - 4);
		}
	}
	const paint: Record<string, [string, number]> = {
		none: ["none", 1],
		mid: [mid, 0.85],
		light: [light, 0.6],
		accent: [accent, 0.85],
	};
	return Object.entries(fills).map(([kind, d]) => (
		<path key={kind} d={d} fill={paint[kind]?.[0]} fillOpacity={paint[kind]?.[1]} stroke={deep} strokeWidth={1.5} />
	));
};

/** Water, lighter towards the shore. */
export const waves: Pattern = (random, { mid, light, accent }, { width, height }) => {
	const rows = Array.from({ length: 6 }, (_, row) => {
		const phase = random() * 6;
		const stretch = 38 + random() * 34;
		const top = smooth(
			count(width / 36 + 2).map((step): Point => {
				const x = step * 36 - 12;
				return [x, height * 0.1 + row * height * 0.16 + (5 + row) * Math.sin(x / stretch + phase)];
			}),
		);
		return { top, color: row === 5 ? accent : row % 2 ? light : mid, opacity: row === 5 ? 0.55 : 0.2 + row * 0.07 };
	});
	return rows.map(({ top, color, opacity }) => (
		<path key={top} d={`${top}L${width + 20} ${height}L-20 ${height}Z`} fill={color} opacity={opacity} />
	));
};

/** Facets like cut stone. */
export const facets: Pattern = (random, { deep, mid, light, accent }, { width, height }) => {
	const [columns, rows] = [Math.ceil(width / 56), Math.ceil(height / 48)];
	const points = Array.from({ length: rows + 1 }, (_, row) =>
		Array.from({ length: columns + 1 }, (_, column): [number, number] => [
			round((column / columns) * (width + 60) - 30 + (random() - 0.5) * 38),
			round((row / rows) * (height + 50) - 25 + (random() - 0.5) * 34),
		]),
	);
	const colors = [mid, mid, light, deep, accent];
	const opacities = [0.35, 0.75, 0.4, 0.55, 0.5];
	return points.slice(0, -1).flatMap((line, row) =>
		line.slice(0, -1).flatMap((a, column) => {
			const b = line[column + 1];
			const c = points[row + 1]?.[column];
			const d = points[row + 1]?.[column + 1];
			return [
				[a, b, c],
				[b, d, c],
			].map((triangle) => {
				const lot = Math.floor(random() * colors.length);
				const path = `M${triangle.join("L")}Z`;
				return <path key={path} d={path} fill={colors[lot]} opacity={opacities[lot]} stroke={deep} strokeWidth={0.8} />;
			});
		}),
	);
};

/** Arches around a light, as in the logo. */
export const rings: Pattern = (random, { deep, mid, light, accent }, { width, height }) => {
	const cx = width * (0.2 + random() * 0.6);
	const arches: [radius: number, color: string, opacity: number][] = [
		[250, deep, 0.7],
		[210, mid, 0.45],
		[170, mid, 0.6],
		[130, light, 0.35],
		[90, light, 0.45],
		[50, accent, 0.75],
	];
	return arches.map(([radius, color, opacity]) => (
		<circle key={radius} cx={round(cx)} cy={height + 10} r={radius} fill={color} opacity={opacity} />
	));
};

/** Woven rows. */
export const bricks: Pattern = (random, { mid, light, accent }, { width, height }) => {
	const size = 14;
	const period = 8 + Math.floor(random() * 9);
	const paths = { mid: "", light: "", accent: "" };
	for (let row = 0; row < height / size; row++) {
		for (let column = 0; column < width / size; column++) {
			const fold = Math.abs(((column + period) % (period * 2)) - period);
			const kind = row === Math.round(fold * 0.9) % 10 ? "accent" : row > fold * 0.9 ? "mid" : "light";
			if ((row + column) % 2 === 0 || kind === "accent") paths[kind] += `M${column * size} ${row * size}h11v11h-11z`;
		}
	}
	return (
		<>
			<path d={paths.mid} fill={mid} opacity={0.8} />
			<path d={paths.light} fill={light} opacity={0.4} />
			<path d={paths.accent} fill={accent} opacity={0.85} />
		</>
	);
};

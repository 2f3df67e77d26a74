import type { ReactNode } from "react";
import type { Palette } from "@/app/_ui/generated-look";

/** Draws on 480 × 140. What is drawn follows from the numbers alone, and stays under two kilobytes or so. */
export type Pattern = (random: () => number, palette: Palette) => ReactNode;

const width = 480;
const height = 140;
const round = (value: number) => Math.round(value * 10) / 10;

/** A smooth line through points, by quadratic curves between their middles. */
function smooth(points: [number, number][]): string {
	const [first, ...rest] = points;
	if (!first) return "";
	const middle = ([ax, ay]: [number, number], [bx, by]: [number, number]) =>
		`${round((ax + bx) / 2)} ${round((ay + by) / 2)}`;
	return rest.reduce(
		(path, point, index) => {
			const next = rest[index + 1];
			return next
				? `${path}Q${round(point[0])} ${round(point[1])} ${middle(point, next)}`
				: `${path}L${round(point[0])} ${round(point[1])}`;
		},
		`M${round(first[0])} ${round(first[1])}`,
	);
}

const levels = Array.from({ length: 15 }, (_, level) => level);

/** Height lines of a land that is not there; every fourth is drawn as a main one. */
export const contours: Pattern = (random, { light, accent }) => {
	const waves = Array.from({ length: 3 }, (_, index) => ({
		length: 90 + random() * 150 + index * 40,
		depth: 10 + random() * 16,
		phase: random() * 7,
	}));
	const line = (level: number) =>
		smooth(
			Array.from({ length: 19 }, (_, step) => {
				const x = step * 28 - 12;
				const squeeze = 1 + 0.55 * Math.sin(x / 150 + (waves[0]?.phase ?? 0));
				const y = waves.reduce((sum, { length, depth, phase }) => sum + depth * Math.sin(x / (length / 3) + phase), 0);
				return [x, y + level * 15 * squeeze - 34];
			}),
		);
	return levels.map((level) => {
		const isMain = level % 4 === 1;
		return (
			<path
				key={level}
				d={line(level)}
				fill="none"
				stroke={isMain ? accent : light}
				strokeWidth={isMain ? 1.6 : 1}
				opacity={isMain ? 0.95 : 0.5}
			/>
		);
	});
};

/** Tiles of a table-top map. */
export const hexes: Pattern = (random, { deep, mid, light, accent }) => {
	const radius = 21;
	const across = radius * Math.sqrt(3);
	const hexagon = (cx: number, cy: number) =>
		`M${Array.from({ length: 6 }, (_, corner) => {
			const angle = (Math.PI / 3) * corner + Math.PI / 6;
			return `${round(cx + radius * Math.cos(angle))} ${round(cy + radius * Math.sin(angle))}`;
		}).join("L")}Z`;
	const fills: Record<string, string> = { mid: "", light: "", accent: "", none: "" };
	for (let row = 0; row < 6; row++) {
		for (let column = 0; column < 15; column++) {
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
export const waves: Pattern = (random, { mid, light, accent }) => {
	const rows = Array.from({ length: 6 }, (_, row) => {
		const phase = random() * 6;
		const stretch = 38 + random() * 34;
		const top = smooth(
			Array.from({ length: 15 }, (_, step) => {
				const x = step * 36 - 12;
				return [x, 16 + row * 22 + (5 + row) * Math.sin(x / stretch + phase)];
			}),
		);
		return { top, color: row === 5 ? accent : row % 2 ? light : mid, opacity: row === 5 ? 0.55 : 0.2 + row * 0.07 };
	});
	return rows.map(({ top, color, opacity }) => (
		<path key={top} d={`${top}L${width + 20} ${height}L-20 ${height}Z`} fill={color} opacity={opacity} />
	));
};

/** Cut stone, or crust. */
export const facets: Pattern = (random, { deep, mid, light, accent }) => {
	const [columns, rows] = [9, 3];
	const points = Array.from({ length: rows + 1 }, (_, row) =>
		Array.from({ length: columns + 1 }, (_, column): [number, number] => [
			round((column / columns) * 540 - 30 + (random() - 0.5) * 38),
			round((row / rows) * 190 - 25 + (random() - 0.5) * 34),
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

/** Arches around a light, as around the hearth itself. */
export const rings: Pattern = (random, { deep, mid, light, accent }) => {
	const cx = 90 + random() * 300;
	const arches: [radius: number, color: string, opacity: number][] = [
		[250, deep, 0.7],
		[210, mid, 0.45],
		[170, mid, 0.6],
		[130, light, 0.35],
		[90, light, 0.45],
		[50, accent, 0.75],
	];
	return arches.map(([radius, color, opacity]) => (
		<circle key={radius} cx={round(cx)} cy={150} r={radius} fill={color} opacity={opacity} />
	));
};

/** Warp and weft. */
export const bricks: Pattern = (random, { mid, light, accent }) => {
	const size = 14;
	const period = 8 + Math.floor(random() * 9);
	const paths = { mid: "", light: "", accent: "" };
	for (let row = 0; row < 10; row++) {
		for (let column = 0; column < 35; column++) {
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

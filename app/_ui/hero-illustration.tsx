import { classNames } from "./class-names";

const arches = [
	["#2a2724", 466],
	["#35302b", 422],
	["#43382f", 378],
	["#574134", 334],
	["#70492f", 290],
	["#8f5528", 246],
	["#b5642a", 202],
	["#da7a36", 158],
	["#f39a58", 114],
] as const;

/** The fire in its arches; `whole` shows all of them at the end of a low and wide box. A screen shows at most one, and never beside an error. */
export function HeroIllustration({ whole = false, className }: { whole?: boolean; className?: string }) {
	return (
		<svg
			viewBox={whole ? "0 300 720 600" : "0 0 720 900"}
			preserveAspectRatio={whole ? "xMaxYMax meet" : "xMidYMax slice"}
			aria-hidden="true"
			className={classNames("bg-[#1c1a18]", className)}
		>
			<defs>
				<radialGradient id="hearth-glow" cx=".5" cy="1" r=".95">
					<stop offset="0" stopColor="#ffb066" stopOpacity=".55" />
					<stop offset=".5" stopColor="#e0692a" stopOpacity=".14" />
					<stop offset="1" stopColor="#e0692a" stopOpacity="0" />
				</radialGradient>
				<radialGradient id="hearth-flame" cx=".5" cy=".85" r=".7">
					<stop offset="0" stopColor="#fff3df" />
					<stop offset=".55" stopColor="#ffd29a" />
					<stop offset="1" stopColor="#ffb469" />
				</radialGradient>
			</defs>
			{arches.map(([color, radius]) => (
				<path
					key={radius}
					d={`M${360 - radius} 900V${258 + ((466 - radius) / 44) * 58}a${radius} ${radius} 0 0 1 ${radius * 2} 0V900Z`}
					fill={color}
				/>
			))}
			<rect width="720" height="900" fill="url(#hearth-glow)" />
			<path
				d="M360 872c-50 0-80-28-80-70 0-34 20-54 36-76 16-20 28-40 24-72 40 20 62 52 56 88 10-6 16-16 18-28 18 22 28 46 28 76 0 52-32 82-82 82Z"
				fill="url(#hearth-flame)"
			/>
		</svg>
	);
}

import { classNames } from "./class-names";
import { initialsOf, paletteOf } from "./generated-look";

export type Status = "online" | "idle" | "dnd" | "offline";

type Props = {
	name: string;
	/** What the colour comes from: something that stays when the name changes. */
	seed: string | number;
	src?: string | null;
	/** In CSS pixels. */
	size?: number;
	status?: Status;
	/** The surface it stands on, which cuts the status out. */
	ring?: string;
	className?: string;
};

/** A person: always round. Decorative, because the name stands beside it. */
export function Avatar({ name, seed, src, size = 36, status, ring = "var(--surface)", className }: Props) {
	return (
		<span
			aria-hidden="true"
			className={classNames("relative inline-block shrink-0 select-none", className)}
			style={{ width: size, height: size }}
		>
			{src ? (
				// biome-ignore lint/performance/noImgElement: the image optimizer is off on purpose.
				<img src={src} alt="" width={size} height={size} className="size-full rounded-full object-cover" />
			) : (
				<span
					className="grid size-full place-items-center rounded-full font-semibold text-white"
					style={{ background: paletteOf(seed).tile, fontSize: size * 0.38, lineHeight: 1 }}
				>
					{initialsOf(name)}
				</span>
			)}
			{status && <StatusMark status={status} ring={ring} />}
		</span>
	);
}

const shapes: Record<Status, { background?: string; boxShadow?: string }> = {
	online: { background: "var(--online)" },
	idle: { background: "radial-gradient(circle at 25% 25%, transparent 4.2px, var(--idle) 4.6px)" },
	dnd: {
		background: "linear-gradient(var(--cut), var(--cut)) center / 6px 2px no-repeat, var(--dnd)",
	},
	offline: { boxShadow: "inset 0 0 0 2px var(--offline)" },
};

/** Disc, crescent, bar, ring: four shapes, so colour is never alone in telling. */
export function StatusMark({ status, ring, className }: { status: Status; ring: string; className?: string }) {
	return (
		<span
			className={classNames(
				"presence block size-[15px] rounded-full p-[2.5px]",
				className ?? "absolute -right-[3px] -bottom-[3px]",
			)}
			style={{ "--ring": ring } as React.CSSProperties}
		>
			<span className="block size-full rounded-full" style={shapes[status]} />
		</span>
	);
}

import { rem } from "@/app/_ui/rem";
import { classNames } from "./class-names";
import { initialsOf, type Palette } from "./generated-avatar";
import { Picture } from "./picture";

export type Status = "online" | "idle" | "dnd" | "offline";

type Props = {
	name: string;
	palette: Palette;
	src?: string | null;
	/** In CSS pixels. */
	size?: number;
	status?: Status;
	/** The colour of the surface around it, which outlines the status. */
	ring?: string;
	className?: string;
};

const smallPx = 28;

/** A user's avatar: always round. Decorative, because the name is beside it. */
export function Avatar({ name, palette, src, size = 36, status, ring = "var(--surface)", className }: Props) {
	// Two letters would be unreadable.
	const isSmall = size < smallPx;
	return (
		<span
			aria-hidden="true"
			className={classNames("relative inline-block shrink-0 select-none", className)}
			style={{ width: rem(size), height: rem(size) }}
		>
			<Picture
				src={src}
				widths={[96, 256]}
				sizes={`${size}px`}
				className="size-full rounded-full bg-sunken object-cover"
			>
				<span
					className="grid size-full place-items-center rounded-full font-semibold text-white"
					style={{ background: palette.tile, fontSize: rem(size * (isSmall ? 0.54 : 0.38)), lineHeight: 1 }}
				>
					{isSmall ? [...initialsOf(name)].slice(0, 1) : initialsOf(name)}
				</span>
			</Picture>
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

/** Disc, crescent, bar, ring: four shapes, so that colour is never the only difference. */
export function StatusMark({ status, ring, className }: { status: Status; ring: string; className?: string }) {
	return (
		<span
			className={classNames(
				"presence block size-[0.9375rem] rounded-full p-[2.5px]",
				className ?? "absolute -right-[3px] -bottom-[3px]",
			)}
			style={{ "--ring": ring } as React.CSSProperties}
		>
			<span className="block size-full rounded-full" style={shapes[status]} />
		</span>
	);
}

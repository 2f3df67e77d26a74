"use client";

import { classNames } from "@/app/_ui/class-names";
import { lettersOf } from "@/app/_ui/generated-avatar";
import { Picture } from "@/app/_ui/picture";
import { rem } from "@/app/_ui/rem";
import { useServerLook } from "../users/avatar-palettes";

type Props = {
	server: { id: number; name: string; iconUrl: string | null };
	/** In CSS pixels. */
	size?: number;
	className?: string;
};

/** A server's icon: always a rounded square. Decorative, because the name is beside it or labels its container. */
export function ServerIcon({ server: { id, name, iconUrl }, size = 40, className }: Props) {
	const { palette } = useServerLook(id);
	// Two letters would be unreadable.
	const isSmall = size < 28;
	return (
		<span
			aria-hidden="true"
			className={classNames(
				"grid shrink-0 select-none place-items-center overflow-hidden font-bold whitespace-nowrap text-white",
				className,
			)}
			style={{
				width: rem(size),
				height: rem(size),
				borderRadius: rem(size * 0.3),
				fontSize: rem(size * (isSmall ? 0.54 : 0.375)),
				lineHeight: 1,
				background: iconUrl ? "var(--sunken)" : palette.tile,
			}}
		>
			<Picture src={iconUrl} widths={[96, 256]} sizes={`${size}px`} className="size-full object-cover">
				<span className="grid size-full place-items-center" style={{ background: palette.tile }}>
					{isSmall ? [...lettersOf(name)].slice(0, 1) : lettersOf(name)}
				</span>
			</Picture>
		</span>
	);
}

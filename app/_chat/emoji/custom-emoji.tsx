"use client";

import { usePreferences } from "@/app/_client/account/use-preferences";
import { classNames } from "@/app/_ui/class-names";

type Props = { id: number; name: string; className?: string | false | undefined };

/** An emoji of the server. Its text is its name, also when it is copied; it does not move for users who prefer that. */
export function CustomEmoji({ id, name, className }: Props) {
	const { motion } = usePreferences();
	const text = `:${name}:`;
	const url = `/api/emoji/${id}`;
	const still = `${url}/still`;
	return (
		<picture>
			<source srcSet={still} media="(prefers-reduced-motion: reduce)" />
			<img
				src={motion === "reduced" ? still : url}
				alt={text}
				title={text}
				decoding="async"
				className={classNames("inline-block object-contain", className || "size-[1.375em] align-[-0.3em]")}
			/>
		</picture>
	);
}

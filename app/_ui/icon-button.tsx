import type { ComponentProps } from "react";
import { classNames } from "./class-names";
import { Tooltip } from "./tooltip";

type Props = Omit<ComponentProps<"button">, "aria-label"> & { label: string; small?: boolean };

/** A button of one icon: its label is its accessible name and its tooltip. */
export function IconButton({ label, small = false, className, ...rest }: Props) {
	return (
		<Tooltip label={label}>
			<button
				type="button"
				{...rest}
				aria-label={label}
				className={classNames(
					"inline-grid shrink-0 place-items-center text-text-muted transition-colors hover:bg-surface-hover hover:text-text",
					"disabled:cursor-not-allowed disabled:opacity-45 max-md:size-11",
					small ? "size-7 rounded-sm" : "size-8 rounded-md",
					className,
				)}
			/>
		</Tooltip>
	);
}

import { classNames } from "./class-names";

/** A placeholder while loading. It appears only after 300 ms, so that fast loads never flicker. */
export function Skeleton({ className }: { className?: string }) {
	return (
		<span
			aria-hidden="true"
			className={classNames(
				"block animate-[fade_160ms_300ms_both,pulse_2s_ease-in-out_500ms_infinite] bg-skeleton",
				// Two classes of one property are not told apart by their order here.
				!className?.includes("rounded-") && "rounded-sm",
				className,
			)}
		/>
	);
}

import { classNames } from "./class-names";

/** A placeholder while loading. It appears only after 300 ms, so that fast loads never flicker. */
export function Skeleton({ className }: { className?: string }) {
	return (
		<span
			aria-hidden="true"
			className={classNames(
				"block animate-[fade_160ms_300ms_both,pulse_2s_ease-in-out_500ms_infinite] bg-skeleton",
				// If two classes set the same property, their order here does not decide which applies.
				!className?.includes("rounded-") && "rounded-sm",
				className,
			)}
		/>
	);
}

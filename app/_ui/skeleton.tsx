import { classNames } from "./class-names";

/** The shape of what comes. It shows itself only after 300 ms, so what is quick never flickers. */
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

import { classNames } from "./class-names";

export function Spinner({ className }: { className?: string }) {
	return (
		<span
			aria-hidden="true"
			className={classNames(
				"inline-block size-[0.9375rem] shrink-0 animate-spin rounded-full border-2 border-current border-r-transparent",
				className,
			)}
		/>
	);
}

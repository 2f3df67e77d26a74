import { classNames } from "./class-names";

export function Spinner({ className }: { className?: string }) {
	return (
		<span
			aria-hidden="true"
			className={classNames(
				"inline-block size-[15px] shrink-0 animate-spin rounded-full border-2 border-current border-r-transparent",
				className,
			)}
		/>
	);
}

import { classNames } from "@/app/_ui/class-names";

/** A short word beside a name. */
export function Tag({ children, className }: { children: string; className?: string }) {
	return (
		<span
			className={classNames(
				"inline-flex h-[1.125rem] shrink-0 items-center rounded-[5px] px-1.5 text-badge leading-none font-semibold text-text-muted shadow-[inset_0_0_0_1px_var(--line)]",
				className,
			)}
		>
			<span dir="auto" className="truncate leading-[1.125rem]">
				{children}
			</span>
		</span>
	);
}

import type { ReactNode } from "react";

type Props = { icon?: ReactNode; title: ReactNode; text?: ReactNode; children?: ReactNode };

/** An empty state with a suggestion. */
export function EmptyState({ icon, title, text, children }: Props) {
	return (
		<div className="flex flex-col items-center rounded-sheet border border-dashed border-line-strong px-6 py-10">
			{icon && <div className="mb-3 text-ember-text">{icon}</div>}
			<p dir="auto" className="text-center text-message font-bold wrap-anywhere">
				{title}
			</p>
			{text && (
				<p dir="auto" className="mt-1 max-w-[46ch] text-center text-text-muted wrap-anywhere">
					{text}
				</p>
			)}
			{children && <div className="mt-4 flex flex-wrap justify-center gap-2">{children}</div>}
		</div>
	);
}

import type { ReactNode } from "react";

export function AuthHeading({ title, text }: { title: ReactNode; text: ReactNode }) {
	return (
		<div>
			<h1 className="text-title-md font-title tracking-[-0.022em]">{title}</h1>
			<p dir="auto" className="mt-1 text-message leading-[1.375rem] text-text-muted wrap-anywhere">
				{text}
			</p>
		</div>
	);
}

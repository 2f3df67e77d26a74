/** A key of the keyboard, named in running text. */
export const Kbd = ({ children }: { children: string }) => (
	<kbd className="rounded-[5px] border bg-surface px-[5px] font-sans text-badge leading-4 font-medium whitespace-nowrap text-text-faint">
		{children}
	</kbd>
);

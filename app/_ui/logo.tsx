/** The logo. */
export function Logo({ size = 30 }: { size?: number }) {
	return (
		<svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="shrink-0 text-ember">
			<path
				fill="currentColor"
				fillRule="evenodd"
				d="M3.5 15.5C3.5 8.6 9.1 3 16 3s12.5 5.6 12.5 12.5V27a2 2 0 0 1-2 2h-21a2 2 0 0 1-2-2V15.5Zm12.4 11c4 0 6.6-2.5 6.6-6.1 0-2.8-1.4-4.7-2.6-6.2-.3 1-.8 1.7-1.6 2.1.3-3.1-1.2-5.9-4.2-7.5.2 2.6-.9 4.3-2.3 6.1-1.3 1.6-2.5 3.2-2.5 5.5 0 3.6 2.6 6.1 6.6 6.1Z"
			/>
		</svg>
	);
}

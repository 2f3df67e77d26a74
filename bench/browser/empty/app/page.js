export const dynamic = "force-dynamic";

export default () => (
	<article data-row="1" aria-label="Empty">
		Empty
	</article>
);

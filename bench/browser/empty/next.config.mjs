export default { distDir: "../../../.next-empty" };

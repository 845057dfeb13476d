export default function Page() {
  return <h1>A peer</h1>;
}

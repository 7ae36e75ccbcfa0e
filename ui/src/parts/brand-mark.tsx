// The sign of the house. It carries no words: the name stands beside it.
export function BrandMark() {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d="M12 21c-5 0-8-3.500-8-8 0-5 3.500-9 8-10-1.500 3-1.500 5 0 7 1.500-2 1.500-4 0-7 4.500 1 8 5 8 10 0 4.500-3 8-8 8z" />
    </svg>
  );
}

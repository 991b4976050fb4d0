/** The GS1 modulo-10 check digit of a body of digits (weights 3, 1, 3, 1 … from the right). */
export function gs1CheckDigit(body: string): number {
  let sum = 0;
  for (let fromRight = 0; fromRight < body.length; fromRight += 1) {
    const digit = body.charCodeAt(body.length - 1 - fromRight) - 48;
    sum += fromRight % 2 === 0 ? 3 * digit : digit;
  }
  return (10 - (sum % 10)) % 10;
}

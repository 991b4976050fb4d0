/** The GS1 modulo-10 check digit of a body of digits (weights 3, 1, 3, 1 … from the right). */
export function gs1CheckDigit(body: string): number {
  let sum = 0;
  for (let fromRight = 0; fromRight < body.length; fromRight += 1) {
    const digit = body.charCodeAt(body.length - 1 - fromRight) - 48;
    sum += fromRight % 2 === 0 ? 3 * digit : digit;
  }
  return (10 - (sum % 10)) % 10;
}

/**
 * Two check digits for a location code, printed behind it and spoken or typed where nothing scans
 * (ISO 7064 mod 97-10, as in an IBAN: finds every wrong and every swapped character).
 */
export function locationCheckDigits(code: string): string {
  let remainder = 0;
  for (const character of `${code.toUpperCase().replace(/[^0-9A-Z]/g, '')}00`) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return String(98 - remainder).padStart(2, '0');
}

/** True for 8, 12, 13 or 14 digits that end in the right check digit. */
export function isGtin(text: string): boolean {
  return /^(\d{8}|\d{12,14})$/.test(text) && hasCheckDigit(text);
}

function hasCheckDigit(digits: string): boolean {
  return gs1CheckDigit(digits.slice(0, -1)) === digits.charCodeAt(digits.length - 1) - 48;
}

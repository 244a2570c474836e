package dev.andon.hub.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MoneyTest {
  @Test
  void decimal_text_becomes_exact_micro_units_and_back() {
    assertThat(Money.parse("220", "EUR").micros()).isEqualTo(220_000_000L);
    assertThat(Money.parse("0.000043", "usd")).hasToString("0.000043 USD");
    assertThat(Money.parse("-1.5", "EUR")).hasToString("-1.50 EUR");
    assertThat(Money.parse("1000", "EUR")).hasToString("1000.00 EUR");
  }

  @Test
  void more_than_six_decimals_are_refused_and_not_rounded() {
    assertThatThrownBy(() -> Money.parse("0.0000001", "EUR")).hasMessageContaining("six decimals");
    assertThatThrownBy(() -> Money.parse("1e30", "EUR")).hasMessageContaining("out of range");
    assertThatThrownBy(() -> Money.parse("ten", "EUR")).hasMessageContaining("'ten'");
    assertThatThrownBy(() -> Money.parse("1", "EURO")).hasMessageContaining("'EURO'");
  }

  @Test
  void currencies_never_mix_and_sums_never_wrap() {
    Money euro = Money.parse("1", "EUR");
    assertThatThrownBy(() -> euro.plus(Money.parse("1", "USD")))
        .hasMessageContaining("convert first");
    assertThatThrownBy(() -> Money.ofMicros(Long.MAX_VALUE, "EUR").plus(euro))
        .isInstanceOf(ArithmeticException.class);
    assertThat(euro.times(3).minus(euro)).isEqualTo(Money.parse("2", "EUR"));
  }

  @Test
  void a_part_of_the_usage_is_never_larger_than_its_whole() {
    assertThat(TokenUsage.of(100, 20).withCachedInput(60).withReasoning(20).total()).isEqualTo(120);
    assertThatThrownBy(() -> TokenUsage.of(100, 20).withCachedInput(101))
        .hasMessageContaining("cachedInput is 101");
    assertThatThrownBy(() -> TokenUsage.of(100, 20).withReasoning(21))
        .hasMessageContaining("output (20)");
    assertThatThrownBy(() -> TokenUsage.of(-1, 0)).hasMessageContaining("input (-1)");
  }
}

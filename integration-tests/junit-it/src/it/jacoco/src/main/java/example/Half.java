package example;

/** The tests cover this class. */
public class Half {
    public int of(int number) {
        return number / 2;
    }
}

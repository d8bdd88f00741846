//! Why a FET file is refused, in words for the deputy director who exported it.

use thiserror::Error;

/// A file that cannot be read: what is wrong, on which line, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FetProblem {
    #[error("Файл пуст. Сохраните расписание в FET ещё раз и выберите новый файл.")]
    Empty,
    #[error(
        "Файл слишком велик: {megabytes} МБ, а принимается не больше 20 МБ. Проверьте, что выбран файл FET (расширение .fet)."
    )]
    TooLarge { megabytes: usize },
    #[error("В файле слишком много элементов. Проверьте, что выбран файл FET (расширение .fet).")]
    TooMany,
    #[error("Файл сжат архиватором. Распакуйте архив и выберите файл с расширением .fet.")]
    Compressed,
    #[error("Это не текст в кодировке UTF-8. Выберите файл FET (расширение .fet) или сохраните его в FET ещё раз.")]
    NotText,
    #[error(
        "Файл записан в кодировке {encoding}, а FET сохраняет в UTF-8. Откройте файл в FET и сохраните его ещё раз."
    )]
    Encoding { encoding: String },
    #[error(
        "В файле есть объявление DOCTYPE. В файлах FET его не бывает, поэтому файл не принят: сохраните его в FET ещё раз."
    )]
    Doctype,
    #[error(
        "Строка {line}: неизвестное обозначение «&{name};». В файлах FET таких не бывает: сохраните файл в FET ещё раз."
    )]
    Entity { line: u32, name: String },
    #[error("Строка {line}: элементы вложены слишком глубоко. Проверьте, что выбран файл FET (расширение .fet).")]
    TooDeep { line: u32 },
    #[error("Файл обрывается: он записан или скачан не до конца. Скопируйте его ещё раз.")]
    Truncated,
    #[error("Строка {line}: элемент «{opened}» закрыт как «{closed}». Файл повреждён: сохраните его в FET ещё раз.")]
    Crossed { line: u32, opened: String, closed: String },
    #[error("Строка {line}, столбец {column}: нарушена разметка XML. Файл повреждён: сохраните его в FET ещё раз.")]
    Broken { line: u32, column: u32 },
    #[error("Это не файл FET: он начинается с элемента «{found}», а не «fet». Выберите файл с расширением .fet.")]
    WrongRoot { found: String },
    #[error("Это не расписание, составленное FET: файл начинается с элемента «{found}». Составьте расписание ещё раз.")]
    NotATimetable { found: String },
    #[error(
        "Файл FET версии «{version}» не поддерживается, нужна версия 5 или 6. Откройте файл в FET 6 и сохраните его ещё раз."
    )]
    Version { version: String },
    #[error(
        "Файл составлен в режиме FET «{mode}». Переносится только обычный режим (Official): смените режим в FET и сохраните файл."
    )]
    Mode { mode: String },
    #[error(
        "Строка {line}: в элементе «{element}» нет обязательного «{child}». Файл повреждён: сохраните его в FET ещё раз."
    )]
    Missing { line: u32, element: String, child: &'static str },
    #[error("Строка {line}: в элементе «{element}» стоит «{text}», а должно быть число. Исправьте его в FET.")]
    NotANumber { line: u32, element: String, text: String },
    #[error("Строка {line}: занятие {activity} длится {duration} ч., а в дне {hours} ч. Исправьте длительность в FET.")]
    Duration { line: u32, activity: u32, duration: u8, hours: usize },
    #[error("Строка {line}: {what} «{name}» встречается второй раз. Переименуйте или удалите повтор в FET.")]
    Duplicate { line: u32, what: &'static str, name: String },
    #[error("Строка {line}: «{name}» – такого имени нет в списке «{list}». Добавьте его в FET или исправьте ссылку.")]
    Undefined { line: u32, list: &'static str, name: String },
    #[error("В файле нет ни одного элемента в списке «{list}». Заполните его в FET.")]
    NothingIn { list: &'static str },
    #[error(
        "Дни «{first}» и «{second}» – две части одного дня недели. Деление дня на утро и вечер не переносится: \
         объедините их в FET в один день с большим числом уроков. Если это две недели, назовите их, например, «А-Понедельник» и «Б-Понедельник»."
    )]
    HalfDays { first: String, second: String },
    #[error(
        "Не удалось понять дни: их {count}, а названия («{first}», …) не похожи на дни недели. Назовите дни в FET по дням недели."
    )]
    Days { count: usize, first: String },
    #[error("Цикл расписания – {weeks} недель, а переносится не больше четырёх. Разделите файл в FET.")]
    Weeks { weeks: usize },
}
